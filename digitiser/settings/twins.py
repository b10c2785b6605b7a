"""Two pictures of a paper."""

TWIN_MAP = (8, 96)  # cells of a row's ink, down and across: 1 by 2 to 3 mm, a stroke's place and not its form
TWIN_SHIFT = 2  # cells: how far the rows of two pictures lie off each other, each flattened for itself
TWIN_INK = 6.0  # cells full of ink that a row must have to be compared: two words
TWIN_ALIKE = 0.92  # correlation from which two rows are the same ink (measured: 0.96 and more, a fax and a hard photo among them) ...
TWIN_UNLIKE = 0.85  # ... and up to which they are not (measured: at most 0.85, neighbours on one sheet among them)
TWIN_AHEAD = 0.05  # so much more alike is a row to itself than to any other
TWIN_SEAL_ALIKE = 0.8  # correlation of two rows' seals from which their ink is compared
TWIN_LEGIBLE = 0.4  # quality of a row that must be seen to say that it is another one
TWIN_LINE, TWIN_LINE_INK = 0.6, 40.0  # of a map's width, in cells with so much ink of 255: no writing is as long
TWIN_PIECES = 6  # of a row's width, each compared at a shift of its own where the whole row is not alike
TWIN_PIECE_INK = 150.0  # in such a piece, summed over the roots of its cells: a word
TWIN_PIECES_ALIKE = (
    0.86  # mean correlation of the pieces (measured: 99 in 100 rows of the same ink, 0.2 of other people's)
)
TWIN_PIECES_ROWS = 3  # rows that must be the same by their pieces, where they are not as wholes
TWIN_ROWS = 2  # rows that must be the same
