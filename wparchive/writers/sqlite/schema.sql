-- The tables of a wparchive database. views.sql has the views, finish.sql the indexes, search.sql the full-text index.
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

CREATE TABLE end_checksum ( -- By it `wparchive verify` finds that a post or comment was changed.
    texts INTEGER NOT NULL -- The sum of the CRC-32 of each: status, published, title (author) and content, with zero bytes between.
);

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
