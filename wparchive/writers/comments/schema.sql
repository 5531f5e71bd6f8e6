-- The tables of an Isso database, version 5 (Isso 0.13.1 and later), which Isso opens as its own.
-- Isso reads whole rows: the order of the columns is a part of its format.

PRAGMA user_version = 5;

CREATE TABLE threads (
    id INTEGER PRIMARY KEY,
    uri VARCHAR(256) UNIQUE, -- Path of the page, as browsers give it: percent-encoded.
    title VARCHAR(256) -- Title of the page.
);

CREATE TABLE comments (
    tid REFERENCES threads (id), -- The thread.
    id INTEGER PRIMARY KEY, -- Links to the comment end in `#isso-` and this.
    parent INTEGER, -- The comment at the top of the thread, NULL for that one itself.
    created FLOAT NOT NULL, -- Seconds since 1970.
    modified FLOAT, -- NULL: never.
    mode INTEGER, -- 1: shown; 2: waits for a moderator.
    remote_addr VARCHAR, -- IP address, its last part zero.
    text VARCHAR NOT NULL, -- Markdown.
    author VARCHAR, -- Name, NULL for none.
    email VARCHAR, -- NULL for none.
    website VARCHAR, -- NULL for none.
    likes INTEGER DEFAULT 0,
    dislikes INTEGER DEFAULT 0,
    voters BLOB NOT NULL, -- A Bloom filter of 2048 bits of who voted.
    notification INTEGER DEFAULT 0 -- 1: tell the author of answers.
);

CREATE TABLE preferences (
    key VARCHAR PRIMARY KEY, -- Isso enters a key of its own when it first opens the file.
    value VARCHAR
);
