"""The time line and the files on a card: tabs, fragments, uploads and downloads (S10).

`tab` gives the tabs to the cards, `asked` reads what is wanted of a line, `entries` and
`shown_files` say how things are shown, `pages` and `files` are the addresses.
"""
