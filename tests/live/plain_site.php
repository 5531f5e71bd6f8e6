<?php
/* A must-use plugin for the live tests: WordPress without what depends on its locale, on the request, or on the files of
   its media library, so that its HTML can be compared byte by byte. */
add_filter( 'run_wptexturize', '__return_false' );
remove_filter( 'the_content', 'wp_filter_content_tags' ); // srcset, loading, decoding
foreach ( array( 'wp_render_layout_support_flag', 'wp_render_elements_support', 'wp_render_duotone_support' ) as $support ) {
	remove_filter( 'render_block', $support ); // classes with a number of the request
}
add_filter( 'the_content', function ( $content ) {
	$GLOBALS['wp_embed']->linkifunknown = true; // as a reader sees it; the script renders without
	remove_filter( 'the_content', 'shortcode_unautop' ); // behind a post of blocks it would run before wpautop:
	add_filter( 'the_content', 'shortcode_unautop' );    // here each post is the first one of its page
	return $content;
}, 1 );
foreach ( array( 'caption', 'wp_caption' ) as $tag ) { // without attributes, WordPress before 6.5 dies of it on PHP 8
	add_shortcode( $tag, fn( $attributes, $content = null ) => img_caption_shortcode( $attributes ?: array(), $content ) );
}
