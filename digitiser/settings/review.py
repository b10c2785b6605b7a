"""Stages 5 to 7: the review, the store, and what a person outlined or named."""

READERS = 4  # files read at a time, where there are as many cores: each holds a page of up to 150 MB
STORE_CACHE_KIB = 32_768  # of decrypted pages in memory: all that lists and groups of 10,000 rows read
STORE_WAIT_SECONDS = (
    30.0  # another process may be merging a whole store; a person waits that long once, and loses nothing
)
ROW_PICTURE_BYTES = 60_000  # 100,000 rows then stay under 6 GB on a volunteer's laptop
SURE_CONFIDENCE = (
    0.97  # a field below it is marked as doubtful; until the calibration is measured, staff may choose another
)
DUPLICATE_LIKENESS = (
    0.8  # of two names, their words in order of the alphabet: below it a shared telephone is a household's
)
DUPLICATE_MOST_IN_GROUP = 50  # more than that share two common words of a name: nobody would look at all the pairs

GROUP_CELLS = 60  # crops in one glance
GROUP_PLANTED = (
    2  # of them at most are known to be wrong, and one at least: each costs a mark, and a second look where it passes
)
# Confidence of a crop in a group, however sure the others are. Below it the exceptions of a row of three values take more time than its
# group saves (operator times: 1.0 s saved, 2.4 s lost; for two values it is 0.67, for four 0.75).
GROUP_LEAST = 0.7
GROUP_CAUGHT = 0.9  # of wrong crops that people see, until enough planted ones have been shown
ACCURACY_TARGET = 0.995  # of the values in the store that are right; until staff choose another
SECOND_SHARE = 0.03  # of the settled rows that somebody else reads again, unseen; until staff choose another
LEASE_SECONDS = 600.0  # for which rows before one reviewer are kept from the others
LOCK_MINUTES = 10.0  # without a hand on the machine, then the screen locks: a look at the paper is shorter

# Pictures kept for the review
PICTURE_BYTES = 60_000  # a row's picture: 100,000 rows stay below 6 GB; a whole sheet may take four times as much
PICTURE_MARGIN_MM = 1.5  # of the neighbouring rows, so that writing over the edges is seen whole
PICTURE_SIDE_PX = 1_700  # the longest side: an A4 sheet at 145 dpi, which is as sharp as a laptop's screen shows it

# Rows that a person outlined, columns that a person named
ADDED_ROWS_FROM = 1001  # their numbers: beyond all that are printed, also on a second picture that shows more rows
PAPER_LONG_SIDE_MM = 297.0  # of a page on which no sheet was found: A4
OUTLINE_COVERS = 0.7  # of a row's height that lies under a person's outline: then it takes no ink from that
STRIP_SHAPE_OFF = 0.03  # of the ratio of a row's picture: it was cut from the sheet as it lies now
OUTLINE_LEAST_MM = 3.0  # height and width of an outline that a person draws: less holds no writing
OUTLINES_AT_ONCE = 60  # of one sheet: more rows than any form has
OUTLINES_OVERLAP = 0.5  # of the smaller of two outlines: then both would read the same writing
LAYOUT_EDGE_OFF = 0.012  # of the table's width: 2 mm on A4, what two scans of one print differ by and few forms do
LAYOUT_HEADINGS_ALIKE = 0.6  # of the letters of two headings, each read by Tesseract from another sheet
