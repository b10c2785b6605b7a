"""How well the rows of a picture can be seen."""

BLUR_EDGE_SHARE = 0.4  # of the strongest step in a row: weaker edges are grain
BLUR_LEAST_STEP = 12.0  # grey levels: what rises by less is grain, however the row looks
BLUR_LEAST_EDGES = 400  # pixels of edges that face one way: a word or two; fewer tell nothing
BLUR_SHARPEST = 90.0  # percentile of the edges that counts: print is sharper than pens
BLUR_DIAGONAL = (
    1.3  # as much wider diagonal edges measure on sharp pages: next to no print runs so, and the window is longer there
)
BLUR_MOST = (
    0.19  # sigma of the sharpest edges, mm: from here on a third of a name's letters are misread (0.13 on a good scan)
)
MOVED_MOST = 0.23  # the same of the softest direction, where ...
MOVED_RATIO = 1.45  # ... they are so much softer than in the sharpest
LEAST_DPI = 95.0  # of paper: 100 is the least that is promised, and the paper's size is known to 5 % only
LIGHT_PIECE_MM = 8.0  # rows are looked at in pieces of this width: a shadow or a reflection is wider
DARK_GRAIN = (
    0.036  # share of the paper's light by which it is grainy: from here on a third of the letters are misread ...
)
DARK_LEVEL = 180.0  # ... where the paper is darker than this, of 255: the dots of a fax are no grain
SHADOW_LEVEL = 0.75  # of the sheet's brightest paper: what is brighter lies in no shadow
LIGHT_RUN = 3  # neighbouring pieces: what is narrower is a blot, or a signature
DARK_SHEET = 90.0  # of 255: where no paper is brighter the room is dark, and it is no shadow
GLARE_RULE_MM = 1.8  # so close to a row's edge lies its rule, if it has one, on curled paper too
GLARE_RULE_LEAST = 0.15  # share of the light that the sheet's rules must take before one can be missed
GLARE_RULE_LEFT = 0.45  # of that: under a reflection that leaves less, most letters are misread
GLARE_BRIGHTER = 1.1  # than the sheet's paper: what is not, is no reflection
GLARE_WHITE = 250.0  # of 255: no more light fits in
COVER_HUE = 0.22  # natural logarithm of red to blue, off the paper's: skin of any colour is 0.35 to 0.85
COVER_THINNEST_MM = 7.0  # thinner than a finger: a pen, a stain
COVER_LEAST_MM2 = 100.0  # of a thumb in the picture
COVER_BEYOND_MM = 2.0  # a thumb comes in from beside the table; shaded rows end with it
COVER_SHARE = 0.12  # of a cell: less hides a margin only
BEYOND_MM = 0.8  # of a row that lies beyond the picture: the width of a rule and of an error of the frame
SIDE_ROOM_MM = 3.0  # of paper beside a stranger's table, at least: no printer prints closer to the edge (measured: 8.5 and more) ...
ROW_ROOM, ROW_ROOM_MM = (
    0.8,
    8.0,
)  # ... and above and below it, in rows and millimetres, whichever is less (measured: 0.85 rows, 16 mm)
UNSEEN_MM = 1.0  # of a row that goes on beyond the picture, nobody knows how far
NEARLY_ALL_ROWS = 0.8  # of the rows: then it is said of the sheet
