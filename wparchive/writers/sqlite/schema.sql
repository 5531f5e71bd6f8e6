-- The tables and views of a wparchive database.
-- The comment behind a name is its description: `.schema` shows it in the database itself, and
-- docs/reference/sqlite-schema.md is made from it.
--
-- Rules for all tables:
--   * `id` is the source's own id where that is a number no other row has; negative numbers are given to the rest.
--   * What a source says of another row is kept as it says it (`parent`), and as a foreign key where it was found
--     (`parent_id`).
--   * Large texts stand last, because SQLite reads a row from its start.
--   * Whatever must not be published stands in a table named `private_…`. Nothing depends on those tables:
--     `DROP TABLE` them and `VACUUM` before you give the database away.

CREATE TABLE archive ( -- What this database is: one row.
    schema INTEGER NOT NULL, -- Version of the normalized archive whose records these are.
    generator TEXT NOT NULL -- Program that read the sources.
);

CREATE TABLE sources ( -- The inputs that were read.
    id INTEGER PRIMARY KEY, -- Number of the source, in the order of reading.
    name TEXT NOT NULL, -- Name of the file.
    format TEXT NOT NULL, -- Name of the reader that read it.
    bytes INTEGER NOT NULL, -- Its size.
    sha256 TEXT NOT NULL -- SHA-256 of its bytes, hexadecimal.
);

CREATE TABLE site ( -- What the sources say of the site as a whole: one row, or one for each site that was merged.
    id INTEGER PRIMARY KEY, -- Number of the site.
    title TEXT NOT NULL, -- Its title.
    url TEXT NOT NULL, -- Its address.
    description TEXT NOT NULL, -- Its tagline.
    language TEXT NOT NULL, -- Its language, as `en-US`.
    generator TEXT NOT NULL, -- Program that made the source, as the source says.
    wxr_version TEXT NOT NULL, -- Version of the export format, where it was an export.
    timezone_offset TEXT, -- The offset from UTC that most dates have, as `+02:00`.
    network_url TEXT, -- Home of the network, where it is not the site's.
    exported TEXT, -- When the export was made, RFC 3339.
    extra TEXT -- JSON: elements that nobody knew.
);

CREATE TABLE authors ( -- Registered authors, and those whom only posts name.
    id INTEGER PRIMARY KEY, -- Key of the row.
    wp_id TEXT, -- Id in the source.
    login TEXT NOT NULL, -- Login name.
    name TEXT NOT NULL, -- Name as it is shown.
    first_name TEXT, -- First name.
    last_name TEXT, -- Last name.
    url TEXT, -- Home page.
    listed INTEGER NOT NULL DEFAULT 1, -- 1: the source lists the author; 0: only posts name it.
    extra TEXT -- JSON: elements that nobody knew.
);
CREATE INDEX authors_by_login ON authors (login);
CREATE INDEX authors_by_wp_id ON authors (wp_id);

CREATE TABLE terms ( -- Categories, tags and terms of other taxonomies.
    id INTEGER PRIMARY KEY, -- Key of the row.
    wp_id TEXT, -- Id in the source.
    taxonomy TEXT NOT NULL, -- `category`, `post_tag`, …
    slug TEXT NOT NULL, -- Name in addresses; empty where the source gives only a name.
    name TEXT NOT NULL, -- Name as it is shown.
    parent_id INTEGER REFERENCES terms (id) DEFERRABLE INITIALLY DEFERRED, -- The parent.
    parent TEXT, -- Slug of the parent, as found.
    parent_name TEXT, -- Name of the parent as found, where it names no single term.
    description TEXT, -- Description.
    listed INTEGER NOT NULL DEFAULT 1, -- 1: the source lists the term; 0: only posts name it.
    extra TEXT -- JSON: elements that nobody knew.
);
CREATE INDEX terms_by_slug ON terms (taxonomy, slug);
CREATE INDEX terms_by_name ON terms (taxonomy, name);

CREATE TABLE posts ( -- Posts, pages, attachments and items of any other type, published or not.
    id INTEGER PRIMARY KEY, -- Key of the row.
    wp_id TEXT, -- Id in the source; several rows have the same where sources contradict each other.
    type TEXT NOT NULL, -- `post`, `page`, `attachment`, …
    status TEXT NOT NULL, -- `publish`, `draft`, `private`, `inherit` (attachments), …
    title TEXT NOT NULL, -- Title as found; it may hold entities and tags.
    slug TEXT NOT NULL, -- Name in addresses.
    url TEXT, -- Address of the page.
    author_id INTEGER REFERENCES authors (id) DEFERRABLE INITIALLY DEFERRED, -- Who wrote it.
    published TEXT, -- When it was published, RFC 3339 with the site's offset.
    published_utc TEXT AS (CASE WHEN published GLOB '[0-9][0-9][0-9][0-9]-*' THEN datetime(published) END), -- The same in UTC, to sort by.
    modified TEXT, -- When it was changed last, RFC 3339.
    parent_id INTEGER REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The parent page, or the post that an attachment belongs to.
    featured_image_id INTEGER REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The attachment that is its image.
    menu_order INTEGER, -- Position among its siblings.
    sticky INTEGER NOT NULL, -- 1: kept at the top of the site.
    protected INTEGER NOT NULL, -- 1: it has a password, which stands in `private_posts`.
    comment_status TEXT, -- `open` or `closed`.
    ping_status TEXT, -- `open` or `closed`.
    post_format TEXT, -- `aside`, `gallery`, `quote`, …
    guid TEXT, -- The feed's name for it.
    author TEXT, -- Login of the author, as found.
    author_name TEXT, -- Name of the author, as the source shows it.
    parent TEXT, -- Id of the parent, as found.
    featured_image TEXT, -- Id of the attachment, as found.
    published_raw TEXT, -- The date as found, where it could not be read.
    modified_raw TEXT, -- The date as found, where it could not be read.
    inferred TEXT, -- JSON: names of the dates whose offset is the site's usual one, not stated by the source.
    truncated INTEGER NOT NULL, -- 1: the source ends inside this item.
    source TEXT NOT NULL, -- Name of the source.
    source_line INTEGER, -- Line in it, counted from 1.
    extra TEXT, -- JSON: elements that nobody knew.
    excerpt TEXT, -- Excerpt.
    text TEXT, -- The words, as plain text.
    content_format TEXT NOT NULL, -- What `content` is: `blocks`, `classic`, `html` or `text`.
    html TEXT, -- Rendered and cleaned.
    content TEXT NOT NULL -- Exactly as found.
);

CREATE TABLE attachments ( -- Files of the posts of type `attachment`.
    post_id INTEGER PRIMARY KEY REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The attachment's own post.
    url TEXT, -- Address of the file.
    file TEXT, -- Path below the uploads folder.
    mime TEXT, -- Media type.
    alt TEXT, -- Text in place of the image.
    caption TEXT, -- Caption.
    description TEXT, -- Description.
    width INTEGER, -- Pixels.
    height INTEGER -- Pixels.
);

CREATE TABLE post_terms ( -- Which post has which terms.
    post_id INTEGER NOT NULL REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The post.
    position INTEGER NOT NULL, -- Place in the post's list, counted from 0.
    term_id INTEGER NOT NULL REFERENCES terms (id) DEFERRABLE INITIALLY DEFERRED, -- The term.
    name TEXT NOT NULL, -- Name of the term, as the post gives it.
    PRIMARY KEY (post_id, position)
) WITHOUT ROWID;

CREATE TABLE comments ( -- Comments, pingbacks and trackbacks, approved or not.
    id INTEGER PRIMARY KEY, -- Key of the row.
    wp_id TEXT, -- Id in the source; several rows have the same where sources contradict each other.
    post_id INTEGER NOT NULL REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The post.
    position INTEGER NOT NULL, -- Place in the post's list, which is ordered by date; counted from 1.
    parent_id INTEGER REFERENCES comments (id) DEFERRABLE INITIALLY DEFERRED, -- The comment that it answers.
    depth INTEGER NOT NULL, -- 1 is the top of a thread, as the source shows it.
    path TEXT NOT NULL, -- Positions of its ancestors and its own, as `000001.000003`: the order of reading. Below level 64 threads are flat.
    type TEXT NOT NULL, -- `comment`, `pingback`, `trackback`, …
    status TEXT NOT NULL, -- `approved`, `pending`, `spam`, `trash`, … or `unknown`.
    author TEXT, -- Name of who wrote it.
    author_url TEXT, -- Home page that was given with the name.
    author_id INTEGER REFERENCES authors (id) DEFERRABLE INITIALLY DEFERRED, -- The registered author, where it was one.
    published TEXT, -- When it was written, RFC 3339 with the site's offset.
    published_utc TEXT AS (CASE WHEN published GLOB '[0-9][0-9][0-9][0-9]-*' THEN datetime(published) END), -- The same in UTC, to sort by.
    parent TEXT, -- Id of the comment that it answers, as found.
    parent_certain INTEGER NOT NULL, -- 0: the parent was guessed.
    user_id TEXT, -- Id of the registered user, as found.
    number TEXT, -- Number as printed, where the source has no ids.
    place TEXT, -- Path in the thread as printed, as `5.1`.
    mentions TEXT, -- JSON: names that it speaks to.
    reply_hint TEXT, -- JSON: what it seems to answer, where the source records no parent.
    published_raw TEXT, -- The date as found, where it could not be read.
    inferred TEXT, -- JSON: names of the dates whose offset is the site's usual one, not stated by the source.
    extra TEXT, -- JSON: elements that nobody knew.
    text TEXT, -- The words, as plain text.
    content_format TEXT NOT NULL, -- What `content` is: `html` or `text`.
    html TEXT, -- Rendered and cleaned.
    content TEXT NOT NULL -- Exactly as found.
);

CREATE TABLE post_meta ( -- Custom fields of posts, but for those in `private_meta`.
    post_id INTEGER NOT NULL REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The post.
    position INTEGER NOT NULL, -- Place in its list, counted from 0: keys repeat.
    key TEXT NOT NULL, -- Name of the field.
    is_json INTEGER NOT NULL, -- 1: `value` is JSON, decoded from PHP.
    value TEXT NOT NULL, -- The value.
    raw TEXT, -- The text as found, where decoding it was not exact.
    PRIMARY KEY (post_id, position)
) WITHOUT ROWID;

CREATE TABLE comment_meta ( -- Custom fields of comments, but for those in `private_meta`.
    comment_id INTEGER NOT NULL REFERENCES comments (id) DEFERRABLE INITIALLY DEFERRED, -- The comment.
    position INTEGER NOT NULL, -- Place in its list, counted from 0: keys repeat.
    key TEXT NOT NULL, -- Name of the field.
    is_json INTEGER NOT NULL, -- 1: `value` is JSON, decoded from PHP.
    value TEXT NOT NULL, -- The value.
    raw TEXT, -- The text as found, where decoding it was not exact.
    PRIMARY KEY (comment_id, position)
) WITHOUT ROWID;

CREATE TABLE term_meta ( -- Custom fields of terms, but for those in `private_meta`.
    term_id INTEGER NOT NULL REFERENCES terms (id) DEFERRABLE INITIALLY DEFERRED, -- The term.
    position INTEGER NOT NULL, -- Place in its list, counted from 0: keys repeat.
    key TEXT NOT NULL, -- Name of the field.
    is_json INTEGER NOT NULL, -- 1: `value` is JSON, decoded from PHP.
    value TEXT NOT NULL, -- The value.
    raw TEXT, -- The text as found, where decoding it was not exact.
    PRIMARY KEY (term_id, position)
) WITHOUT ROWID;

CREATE TABLE boilerplate ( -- Pieces that cleaning rules moved out of posts and comments.
    id INTEGER PRIMARY KEY, -- Key of the row.
    post_id INTEGER NOT NULL REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The post, also where it is a comment's piece.
    comment_id INTEGER REFERENCES comments (id) DEFERRABLE INITIALLY DEFERRED, -- The comment, where it is a comment's piece.
    kind TEXT NOT NULL, -- `share`, `related`, `akismet-notice`, … or `unknown`.
    rule TEXT, -- Name of the rule that moved it.
    place TEXT NOT NULL, -- Where it stood: `body`, `comment` or `page`.
    text TEXT NOT NULL, -- Its words.
    html TEXT -- Its markup.
);

CREATE TABLE issues ( -- What was repaired, changed, set aside or lost.
    id INTEGER PRIMARY KEY, -- Number of the issue, in the order of the run.
    code TEXT NOT NULL, -- What it is; docs/reference/issue-codes.md explains the codes.
    severity TEXT NOT NULL, -- `info`, `changed` or `lost`.
    message TEXT NOT NULL, -- The same in words.
    source TEXT NOT NULL, -- Name of the source.
    line INTEGER, -- Line in it, counted from 1.
    record TEXT -- The record, as `post 12`.
);

CREATE TABLE end_counts ( -- The balance of the run: `came_in` = `went_out` + `accounted` for every kind.
    kind TEXT PRIMARY KEY, -- `author`, `term`, `post`, `comment` or `meta`.
    came_in INTEGER NOT NULL, -- How many were read.
    went_out INTEGER NOT NULL, -- How many were written.
    accounted INTEGER NOT NULL, -- How many were left out, with an issue that says why.
    private INTEGER NOT NULL -- How many of `went_out` are rows of private tables.
) WITHOUT ROWID;

CREATE TABLE end_issues ( -- How many issues the run had, by code.
    code TEXT PRIMARY KEY, -- Code, as in `issues`.
    issues INTEGER NOT NULL -- How many.
) WITHOUT ROWID;

CREATE TABLE private_authors ( -- E-mail addresses of registered authors.
    author_id INTEGER PRIMARY KEY REFERENCES authors (id) DEFERRABLE INITIALLY DEFERRED, -- The author.
    email TEXT NOT NULL -- E-mail address.
);

CREATE TABLE private_posts ( -- Passwords of protected posts.
    post_id INTEGER PRIMARY KEY REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The post.
    password TEXT NOT NULL -- Password.
);

CREATE TABLE private_comments ( -- E-mail and IP addresses of those who wrote comments.
    comment_id INTEGER PRIMARY KEY REFERENCES comments (id) DEFERRABLE INITIALLY DEFERRED, -- The comment.
    email TEXT, -- E-mail address.
    ip TEXT -- IP address.
);

CREATE TABLE private_meta ( -- Custom fields that hold personal data: e-mail and IP addresses, user agents, orders' addresses, Akismet's notes.
    id INTEGER PRIMARY KEY, -- Key of the row.
    post_id INTEGER REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED, -- The post, where it is a post's field.
    comment_id INTEGER REFERENCES comments (id) DEFERRABLE INITIALLY DEFERRED, -- The comment, where it is a comment's field.
    term_id INTEGER REFERENCES terms (id) DEFERRABLE INITIALLY DEFERRED, -- The term, where it is a term's field.
    position INTEGER NOT NULL, -- Place in the list of its post, comment or term, counted from 0.
    key TEXT NOT NULL, -- Name of the field.
    is_json INTEGER NOT NULL, -- 1: `value` is JSON, decoded from PHP.
    value TEXT NOT NULL, -- The value.
    raw TEXT -- The text as found, where decoding it was not exact.
);

CREATE TABLE private_extra ( -- Elements that nobody knew and whose names speak of personal data.
    id INTEGER PRIMARY KEY, -- Key of the row.
    kind TEXT NOT NULL, -- Table of the record: `site`, `authors`, `terms`, `posts` or `comments`.
    record_id INTEGER NOT NULL, -- Its `id` there.
    extra TEXT NOT NULL -- JSON, as in the column `extra` of that table.
);

CREATE TABLE private_issues ( -- What issues are about, word for word: it can be anything, also addresses.
    issue_id INTEGER PRIMARY KEY REFERENCES issues (id) DEFERRABLE INITIALLY DEFERRED, -- The issue.
    original TEXT NOT NULL -- The text or bytes as found.
);

CREATE VIEW thread ( -- The comments of each post in the order of reading: `SELECT * FROM thread WHERE post_id = 42 ORDER BY path`.
    post_id, -- The post.
    comment_id, -- The comment.
    parent_id, -- The comment that it answers.
    root_id, -- The comment at the top of its thread.
    depth, -- 1 is the top of a thread.
    path, -- Positions of its ancestors and its own; sorts in the order of reading.
    author, -- Name of who wrote it.
    published, -- When it was written.
    status, -- `approved`, `pending`, `spam`, …
    type, -- `comment`, `pingback`, …
    text -- The words.
) AS
SELECT
    c.post_id, c.id, c.parent_id,
    (
        SELECT root.id FROM comments AS root
        WHERE root.post_id = c.post_id AND root.path = substr(c.path, 1, instr(c.path || '.', '.') - 1)
    ),
    c.depth, c.path, c.author, c.published, c.status, c.type, c.text
FROM comments AS c;

CREATE VIEW thread_recursive ( -- The same tree, walked from the top by SQL alone. It proves `depth` and `path` of `comments`, which are there because SQLite would walk all threads to show one.
    post_id, -- The post.
    comment_id, -- The comment.
    parent_id, -- The comment that it answers.
    root_id, -- The comment at the top of its thread.
    depth, -- 1 is the top of a thread.
    path -- Positions of its ancestors and its own.
) AS
WITH RECURSIVE walk (post_id, comment_id, parent_id, root_id, depth, path) AS (
    SELECT post_id, id, NULL, id, 1, printf('%06d', position) FROM comments WHERE parent_id IS NULL
    UNION ALL
    SELECT
        c.post_id, c.id, c.parent_id, walk.root_id, walk.depth + 1,
        substr(walk.path, 1, 440) || printf('.%06d', c.position)
    FROM walk JOIN comments AS c ON c.parent_id = walk.comment_id
)
SELECT post_id, comment_id, parent_id, root_id, depth, path FROM walk;

CREATE VIEW published_posts ( -- What the site showed: published posts and pages without a password.
    post_id, -- The post.
    type, -- `post`, `page`, …
    title, -- Title.
    author, -- Name of the author.
    published, -- When it was published.
    url, -- Address.
    comments -- How many approved comments it has.
) AS
SELECT
    p.id, p.type, p.title, coalesce(a.name, p.author_name, p.author), p.published, p.url,
    (SELECT count(*) FROM comments AS c WHERE c.post_id = p.id AND c.status = 'approved')
FROM posts AS p LEFT JOIN authors AS a ON a.id = p.author_id
WHERE p.status = 'publish' AND p.type <> 'attachment' AND NOT p.protected;

CREATE VIEW unpublished_posts ( -- What the site did not show: drafts, private and protected posts, the trash.
    post_id, -- The post.
    type, -- `post`, `page`, …
    status, -- `draft`, `private`, …
    protected, -- 1: it has a password.
    title, -- Title.
    published, -- When it was published, or was to be.
    url -- Address.
) AS
SELECT id, type, status, protected, title, published, url
FROM posts
WHERE status NOT IN ('publish', 'inherit') OR protected;

CREATE VIEW unapproved_comments ( -- Comments that the site did not show.
    comment_id, -- The comment.
    post_id, -- The post.
    status, -- `pending`, `spam`, `trash`, …
    author, -- Name of who wrote it.
    published, -- When it was written.
    text -- The words.
) AS
SELECT id, post_id, status, author, published, text FROM comments WHERE status <> 'approved';

CREATE VIEW commenters ( -- Who wrote approved comments, by the name given.
    name, -- Name.
    comments, -- How many comments.
    posts, -- On how many posts.
    first, -- When the first was written, UTC.
    last -- When the last was written, UTC.
) AS
SELECT author, count(*), count(DISTINCT post_id), min(published_utc), max(published_utc)
FROM comments
WHERE author IS NOT NULL AND +status = 'approved' AND type NOT IN ('pingback', 'trackback')
GROUP BY author;

CREATE VIEW who_answers_whom ( -- How often one name answers another in approved comments.
    name, -- Who answers.
    answered, -- Whom.
    replies -- How often.
) AS
SELECT c.author, parent.author, count(*)
FROM comments AS c JOIN comments AS parent ON parent.id = c.parent_id
WHERE c.status = 'approved' AND parent.status = 'approved'
GROUP BY c.author, parent.author;

CREATE VIEW posts_per_year ( -- How many posts were published in each year, UTC.
    year, -- Year.
    type, -- `post`, `page`, …
    posts -- How many.
) AS
SELECT substr(published_utc, 1, 4), type, count(*)
FROM posts
WHERE status = 'publish'
GROUP BY substr(published_utc, 1, 4), type;

CREATE VIEW comments_per_year ( -- How many approved comments were written in each year, UTC.
    year, -- Year.
    type, -- `comment`, `pingback`, …
    comments -- How many.
) AS
SELECT substr(published_utc, 1, 4), type, count(*)
FROM comments
WHERE status = 'approved'
GROUP BY substr(published_utc, 1, 4), type;

CREATE VIEW most_discussed ( -- Posts by the number of their approved comments, the most discussed first.
    post_id, -- The post.
    title, -- Title.
    published, -- When it was published.
    comments -- How many approved comments.
) AS
SELECT p.id, p.title, p.published, d.comments
FROM (SELECT post_id, count(*) AS comments FROM comments WHERE +status = 'approved' GROUP BY post_id) AS d
JOIN posts AS p ON p.id = d.post_id
ORDER BY d.comments DESC, p.id;

CREATE VIEW posts_by_term ( -- Which posts stand under each category, tag or other term.
    taxonomy, -- `category`, `post_tag`, …
    term_id, -- The term.
    term, -- Its name.
    post_id, -- The post.
    title, -- Title of the post.
    status, -- Status of the post.
    published -- When the post was published.
) AS
SELECT t.taxonomy, t.id, t.name, p.id, p.title, p.status, p.published
FROM terms AS t JOIN post_terms AS pt ON pt.term_id = t.id JOIN posts AS p ON p.id = pt.post_id;

CREATE VIEW posts_per_term ( -- How many posts stand under each term; 0 for terms that nothing uses.
    term_id, -- The term.
    taxonomy, -- `category`, `post_tag`, …
    slug, -- Name in addresses.
    name, -- Name.
    posts -- How many posts.
) AS
SELECT id, taxonomy, slug, name, (SELECT count(DISTINCT post_id) FROM post_terms AS pt WHERE pt.term_id = terms.id)
FROM terms;

CREATE VIEW media ( -- Attachments with the post that they belong to.
    post_id, -- The attachment's own post.
    title, -- Its title.
    url, -- Address of the file.
    mime, -- Media type.
    alt, -- Text in place of the image.
    parent_id, -- The post that it belongs to.
    parent_title, -- Title of that post.
    featured -- How many posts have it as their featured image.
) AS
SELECT
    p.id, p.title, a.url, a.mime, a.alt, p.parent_id, parent.title,
    (SELECT count(*) FROM posts AS f WHERE f.featured_image_id = p.id)
FROM attachments AS a JOIN posts AS p ON p.id = a.post_id LEFT JOIN posts AS parent ON parent.id = p.parent_id;

CREATE VIEW broken_references ( -- Rows that name another one which is not there.
    kind, -- `post` or `comment`.
    id, -- The row.
    reference, -- What it names: `parent` or `featured_image`.
    wp_id -- The id that it names.
) AS
SELECT 'post', id, 'parent', parent FROM posts WHERE parent IS NOT NULL AND parent_id IS NULL
UNION ALL
SELECT 'post', id, 'featured_image', featured_image FROM posts
WHERE featured_image IS NOT NULL AND featured_image_id IS NULL
UNION ALL
SELECT 'comment', id, 'parent', parent FROM comments WHERE parent IS NOT NULL AND parent_id IS NULL;
