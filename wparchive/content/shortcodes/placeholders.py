"""Shortcodes that show what only the live site knows: forms, polls, lists of posts, sliders, shops."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.content.shortcodes.syntax import Wrapped
from wparchive.text import names

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.syntax import Shortcode

LIVE: Final = names(
    "add_to_cart add_to_cart_url archives bbp-forum-index bbp-topic-index Best_Wordpress_Gallery"
    " blog_subscription_form caldera_form contact-form-7 contact_form contactform display-posts edd_downloads"
    " envira-gallery everest_form fluentform foogallery formidable forminator_form gallery_bank give_form gravityform"
    " gravityforms imagebrowser instagram-feed jetpack-related-posts jetpack_subscription_form"
    " jetpack_top_posts_widget latest_posts layerslider leaflet-map mailchimp_subscriber_popup mailpoet_form mappress"
    " mc4wp_form metaslider modula ngg_images ninja_form ninja_forms ninja_forms_display_form product_categories"
    " product_category product_page recent_products rev_slider sale_products sdm_download sitemap smartslider3"
    " subscribe2 tablepress testimonials the_ad top_rated_products upcomingevents user_registration_form visualizer"
    " woocommerce_cart woocommerce_checkout woocommerce_my_account woocommerce_order_tracking wp-tables"
    " wp_sitemap_page wpdiscuz wpdm_package wpforms wpgmza wufoo yarpp"
)
LIVE_WITH_ATTRIBUTES: Final = names(
    "album poll portfolio product products rss singlepic slideshow table timeline tribe_events"
)
"""Ordinary words as well: with attributes they are no longer."""


def placeholder(shortcode: Shortcode, context: RenderContext) -> Wrapped | None:
    """Show the shortcode as it is written, marked, and with what it holds behind it."""
    if shortcode.name in LIVE_WITH_ATTRIBUTES and not shortcode.attributes:
        return None
    context.found("shortcode-placeholder", shortcode.name)
    said = [
        value if key.isdecimal() else f'{key}="{value}"'
        for key, value in shortcode.attributes.items()
        if "@" not in value  # where a form is sent to is nobody's business
    ]
    written = escape(f"[{' '.join([shortcode.name, *said])}]", quote=False)
    mark = f'<div class="wparchive-placeholder" data-shortcode="{shortcode.name}">{written}</div>'
    return Wrapped(mark, shortcode.content or "", "")
