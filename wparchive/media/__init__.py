"""Media: the files that a site's pages show, taken from a copy of its uploads or fetched from where it was.

    addresses     whose file an address is, what its original is, what it is to be called
    uses          which files are used and what became of each
    types         what is taken, and whether a file is what its name says
    folder        a copy of wp-content/uploads
    cache         what was fetched, by content
    safe_address  which addresses are connected to
    fetch         one file over HTTP
    library       all of them: the folder, the cache, the network

This is the only room with network code, and it is loaded only where files were asked for.
"""
