-- The full-text index. Its words stand in `posts` and `comments` (external content): it holds only where they occur.
-- After a change of those tables: INSERT INTO posts_fts (posts_fts) VALUES ('rebuild').

CREATE VIRTUAL TABLE posts_fts USING fts5 ( -- Full-text index of posts: `SELECT posts.id, posts.title, snippet(posts_fts, 1, '[', ']', '…', 20) FROM posts_fts JOIN posts ON posts.id = posts_fts.rowid WHERE posts_fts MATCH '"two words"' ORDER BY rank`.
    title, -- Title.
    text, -- The words.
    content="posts", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);

CREATE VIRTUAL TABLE comments_fts USING fts5 ( -- Full-text index of comments.
    author, -- Name of who wrote it.
    text, -- The words.
    content="comments", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);

-- Words are gathered in 8 MiB of memory instead of 1, and merged only when there are 16 pieces: half the time.
INSERT INTO posts_fts (posts_fts, rank) VALUES ('hashsize', 8388608), ('automerge', 16);
INSERT INTO comments_fts (comments_fts, rank) VALUES ('hashsize', 8388608), ('automerge', 16);

INSERT INTO posts_fts (rowid, title, text) SELECT id, title, text FROM posts;
INSERT INTO comments_fts (rowid, author, text) SELECT id, author, text FROM comments;
