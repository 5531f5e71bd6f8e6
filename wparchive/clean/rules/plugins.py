"""What plugins put around a text, known by the class names that they give it.

Names that a theme or an author may choose as well (`related-posts`, `share`, `ad`, `newsletter`) are left out on
purpose: a rule that is on by default must not move what somebody wrote.
"""

from __future__ import annotations

from typing import Final

from wparchive.clean.rule import by_class

# An element that several rules would take goes to the first of them: the bar of buttons holds the others.
RULES: Final = (
    by_class(
        "akismet-notice",
        "akismet-notice",
        "the sentence that Akismet shows below comment forms",
        # Only by its class. The bare sentence may be what a post is about, and other plugins imitate it.
        ".akismet_comment_form_privacy_notice",
    )._replace(phrases=True, firm=True),
    by_class(
        "related-posts",
        "related",
        "lists of related posts (Jetpack, YARPP, Contextual Related Posts, Zemanta …)",
        ".jp-relatedposts, .wp-block-jetpack-related-posts, .yarpp, .yarpp-related, .crp_related, .wp_rp_wrap,"
        ".zem_rp_wrap, .rp4wp-related-posts, .nrelate_related, .linkwithin_div, .zemanta-related-title,"
        ".zemanta-article-ul",
    )._replace(phrases=True, labels=True),
    by_class(
        "like-button",
        "like",
        "like buttons and ratings (Jetpack, Facebook, WP-PostRatings …)",
        ".sd-like, .jetpack-likes-widget-wrapper, .wpl-likebox, .fb-like, .wpulike, .likebtn_container, .sd-rating,"
        ".pd-rating, .post-ratings, .kk-star-ratings",
    )._replace(phrases=True),
    by_class(
        "subscribe-form",
        "subscribe",
        "forms for newsletters and subscriptions (Jetpack, Mailchimp, MailPoet …)",
        ".jetpack_subscription_widget, .wp-block-jetpack-subscriptions, .mc4wp-form, .mailpoet_form, .tnp-subscription,"
        ".formkit-form, #mc_embed_signup:has(.mc-field-group)",
    )._replace(phrases=True),
    by_class(
        "advert",
        "advert",
        "advertisements (AdSense, WordAds, Outbrain, Taboola)",
        ".adsbygoogle, .wpcnt, .wpa, .OUTBRAIN, .trc_related_container",
    )._replace(phrases=True),
    by_class(
        "author-box",
        "author-box",
        "boxes about the author (Simple Author Box, Molongui, PublishPress Authors …)",
        ".saboxplugin-wrap, .m-a-box, .abh_box, .pp-multiple-authors-boxes-wrapper, .wp-about-author-containter-top",
    )._replace(phrases=True),
    by_class(
        "table-of-contents",
        "navigation",
        "tables of contents that a plugin made of the headings (Easy TOC, TOC Plus, LuckyWP)",
        "#ez-toc-container:has(.ez-toc-list), #toc_container:has(.toc_list), .lwptoc",
    ),
    by_class(
        "share-buttons",
        "share",
        "bars of sharing buttons (Jetpack, AddToAny, AddThis, Shareaholic, Social Warfare …)",
        ".sharedaddy, .sd-sharing, .addtoany_share_save_container, .addtoany_share_save, .a2a_kit, .addthis_toolbox,"
        ".addthis_tool, .addthis_inline_share_toolbox, .sharethis-inline-share-buttons, .shareaholic-canvas,"
        ".swp_social_panel, .essb_links, .heateor_sss_sharing_container, .mashsb-container, .dpsp-content-wrapper,"
        ".ssba, .ssbp-wrap, .shariff, .scriptlesssocialsharing, .sfsi_wicons, .sociable, .tweetmeme_button, .feedflare,"
        ".twitter-share-button, .fb-share-button, .zemanta-pixie",
    )._replace(phrases=True, labels=True),
)
