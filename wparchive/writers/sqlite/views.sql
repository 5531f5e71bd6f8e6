-- The views: answers to the usual questions. The comment behind a name is its description, as in schema.sql.
-- A `+` before a column keeps SQLite from reading all approved comments by their status, which is most of them.

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

CREATE VIEW unpublished_posts ( -- What the site did not show: drafts, private and protected posts, the trash, and what has no page of its own: messages from forms, orders, settings, parts of pages.
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
WHERE status NOT IN ('publish', 'inherit') OR protected OR type IN (
    'acf-field', 'acf-field-group', 'acf-post-type', 'acf-taxonomy', 'amp_validated_url', 'custom_css',
    'customize_changeset', 'elementor_library', 'elementor_snippet', 'feedback', 'flamingo_contact',
    'flamingo_inbound', 'flamingo_outbound', 'frm_form_actions', 'is_search_form', 'jetpack_migration',
    'jp_mem_plan', 'jp_pay_order', 'mc4wp-form', 'nf_sub', 'oembed_cache', 'postman_sent_mail', 'revision',
    'scheduled-action', 'shop_coupon', 'shop_order', 'shop_order_placehold', 'shop_order_refund',
    'shop_subscription', 'user_request', 'wp_block', 'wp_font_face', 'wp_font_family', 'wp_global_styles',
    'wp_navigation', 'wp_template', 'wp_template_part', 'wpcf7_contact_form', 'wpforms', 'wpforms_entries',
    'wphb_minify_group'
);

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
WHERE p.status = 'publish' AND p.type NOT IN ('attachment', 'nav_menu_item') AND NOT p.protected
AND p.id NOT IN (SELECT post_id FROM unpublished_posts);

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
