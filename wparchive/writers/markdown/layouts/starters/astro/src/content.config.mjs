import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";

// File names are kept as they are: the address of a page stands in its front matter.
const generateId = ({ entry }) => entry;

export const collections = {
  content: defineCollection({ loader: glob({ pattern: "**/*.md", base: "./src/content", generateId }) }),
};
