-- Run after the last record: references that point forward, then the indexes (faster on full tables than with each row).

CREATE INDEX posts_by_wp_id ON posts (wp_id);

-- The writer takes a numeric id for the key of the row, because rewriting a row with a large body later is slow;
-- here are only those that it got wrong: ids that are missing, or are the second of their kind, or are no numbers.
UPDATE posts SET parent_id = (SELECT min(p.id) FROM posts AS p WHERE p.wp_id = posts.parent)
WHERE parent IS NOT NULL AND (parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM posts AS p WHERE p.id = posts.parent_id));

UPDATE posts SET featured_image_id = (SELECT min(p.id) FROM posts AS p WHERE p.wp_id = posts.featured_image)
WHERE featured_image IS NOT NULL
AND (featured_image_id IS NULL OR NOT EXISTS (SELECT 1 FROM posts AS p WHERE p.id = posts.featured_image_id));

UPDATE terms SET parent_id = (
    SELECT t.id FROM terms AS t
    WHERE t.taxonomy = terms.taxonomy AND t.slug = terms.parent
    ORDER BY t.listed DESC, t.id LIMIT 1
)
WHERE parent IS NOT NULL;

UPDATE comments SET author_id = (SELECT min(a.id) FROM authors AS a WHERE a.wp_id = comments.user_id)
WHERE user_id IN (SELECT wp_id FROM authors);

CREATE INDEX terms_by_parent ON terms (parent_id);
CREATE INDEX posts_by_date ON posts (status, type, published_utc);
CREATE INDEX posts_by_author ON posts (author_id);
CREATE INDEX posts_by_parent ON posts (parent_id);
CREATE INDEX posts_by_featured_image ON posts (featured_image_id);
CREATE INDEX posts_by_slug ON posts (slug);
CREATE INDEX post_terms_by_term ON post_terms (term_id, post_id);
CREATE INDEX post_meta_by_key ON post_meta (key);
CREATE INDEX comment_meta_by_key ON comment_meta (key);
CREATE INDEX comments_by_wp_id ON comments (wp_id);
CREATE INDEX comments_by_post ON comments (post_id, path, status);
CREATE INDEX comments_by_parent ON comments (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_by_author ON comments (author, status, type, published_utc, post_id);
CREATE INDEX comments_by_date ON comments (status, type, published_utc);
CREATE INDEX comments_by_user ON comments (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX boilerplate_by_post ON boilerplate (post_id);
CREATE INDEX boilerplate_by_comment ON boilerplate (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX private_meta_by_post ON private_meta (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX private_meta_by_comment ON private_meta (comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX private_meta_by_term ON private_meta (term_id) WHERE term_id IS NOT NULL;
CREATE INDEX issues_by_code ON issues (code);

-- Without statistics SQLite would look for the approved comments of a post among all that are approved.
PRAGMA analysis_limit = 1000;
ANALYZE;
