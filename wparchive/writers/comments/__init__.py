"""Comments for other systems: one module for each, which says what that system stores.

    gather      the threads that are written, with their addresses, and the balance of what is not
    marks       what every system has to be told in its own way: dates, kinds, who wrote

Posts have no place in these results: their addresses and titles alone go along. Parents stand before their children.
E-mail and IP addresses are left out unless `--include private-addresses` asks for them.
"""
