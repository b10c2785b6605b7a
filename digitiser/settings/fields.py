"""Stage 4, fields: what the writing may mean; Tesseract."""

LONGEST_TEXT = 200  # graphemes of a cell that are kept: the longest honest name seen in public records is below 150
MOST_MARKS = 8  # combining marks on one letter; Vietnamese and pointed Arabic need 3
# How much the spelling of a column counts beside the ink: less than 1, since n-grams know their own words too well
NAME_SPELLING, ADDRESS_SPELLING, TEXT_SPELLING = 0.5, 0.5, 0.5
OWNER_WORDS = (
    12  # words that a row's name may hold, of all texts it was read as: more cost time and hold nothing likely
)
SURE_READING = 0.6  # what the first engine read more surely than this is not read again
SAMPLE_CELLS = 8  # doubtful cells that Tesseract is tried on: a fifth of a second
PRINT_CONFIDENCE = 0.85  # of Tesseract in half of them where they are typed; handwriting leaves it below 0.7
DITTO_WORD = 0.02  # times as usual as the name of the sheet's own country is each of the words for a ditto
MOST_CANDIDATES = 5  # what a reviewer can take in at a glance
COUNTRY_EDIT_COST = 2.2  # nats a letter that differs from a country's name: a ninth as likely
COUNTRY_SHORT_SLIP = 1.5  # times that is an edit of an abbreviation: most others of three letters are one letter away
COUNTRY_NOISE_COST = 1.2  # nats a letter of a text that names no country: past half its letters wrong, it is noise
LEAST_SCORE = 0.0001  # of a column or an engine: beyond it (and beyond 1 less it) a score tells nothing more
TICK_CERTAINTY = 0.9  # of a tick that was found or not, until it is measured
LEAST_OTHER = 0.02  # of the best text's probability: an engine's other texts below it change nothing and cost time
LEAST_OTHER_NUMBER = (
    0.005  # the same for telephone numbers: a dialling plan tells a text that is possible from many that are not
)
AMONG_OTHERS = 0.3  # of wrong best values, those that have the right one among an engine's other four at most
COINCIDENCE = 0.2  # that two engines misread a cell alike: they share its ink, so it is far from none
PHONE_HINT = 0.5  # that a row's country is the one whose code stands in front of its telephone number
COUNTRY_ELSEWHERE = (
    0.1  # at least so much is left for numbers of the sheet's other countries: of 777, 4 more are right than with 0.02
)
COMPANY, LIKELY_AT_LEAST = (
    0.5,
    0.02,
)  # how much the other rows' countries count, and the share of a country that none of them names
# That a mark taken for a ditto is one, and points to the row above: on 232 sheets 57 of 61 in columns with fewer than DITTO_COMPANY of
# them, all of 182 in others.
DITTO_CERTAINTY, DITTO_IN_COMPANY, DITTO_COMPANY = 0.94, 0.995, 3
# That a sheet asks for given or family names alone, where only one of these columns was found; and that one word is all of a name (5 of
# 48 on 232 sheets).
HALF_NAME = 0.1
ENDING = 0.8  # what the end of a word counts beside one of its letters: names that were cut end where none does
STRANGEST = -10.0  # nats: stranger words than these are all alike
# Of names beside a column that nobody could name 36 in 100 were right where 62 were thought to be: some were halves (112 on 232 sheets)
NAME_IN_PART = 0.58
FOOT_CERTAINTY = (
    0.5  # a number at the foot read with less is not given: a wrong one sends a person counting for nothing
)
FOOT_MARGIN = 5.0  # times as likely as all other numbers together
FOOT_INSET_MM = 0.8  # the frame of a box at the foot lies outside of this, however askew the sheet was
FOOT_LEAST_INK = 0.004  # share of a box at the foot that is dark when something is written in it
NUMBER_ELSEWHERE = 0.2  # the chance of a number that is none of the plan of the country where the sheet was signed
NUMBERS_TELL = 0.8  # of what such numbers say of the rows that name no country; the rest of their people live elsewhere
SHEET_LANGUAGE_ROWS = (
    3.0  # what the sheet's language says of its people's countries weighs as much as so many rows read
)
# A number's last digits in the next cell, in heights of its digits
TAIL_ENDS = (
    1.6  # from the cell's edge, or nearer, ends a number that may go on: another pair of digits has no room there
)
TAIL_APART = 2.0  # the widest gap in front of the next digits
TAIL_HIGH, TAIL_WIDE = (
    1.8,
    2.0,
)  # the highest of them, and the widest in one stroke: wider ones are no digits, but a signature
TAIL_PARTED = 0.8  # the least gap in front of what the next cell itself holds, where that is digits too
TAIL_PIECES = 5  # that are tried: each costs a reading
TAIL_LEAST = 0.1  # the engine's confidence in the whole number
TAIL_COUNTRY = 0.4  # of a country that was read, or the number is taken for one of the sheet's own country

# Tesseract
TESSERACT_MARGIN_PX = 12  # white around every picture: letters that touch the edge are lost
TESSERACT_LINE_PX = (
    40  # height of a cell's writing: of 32, 40, 56 and as it is, the one that read most names and postcodes
)
TESSERACT_LARGEST_SCALE = 3.0  # a flat scrawl is not blown up further
TESSERACT_CALL_PIXELS = 40_000_000  # of all pictures in one call: about 40 MB in the pipe, a few hundred in Tesseract
TESSERACT_LEAST_CONTRAST = 24  # grey levels: on a picture flatter than this Tesseract invents a letter
TESSERACT_SECONDS = 60.0  # the longest a call may take, besides ...
TESSERACT_SECONDS_PER_MEGAPIXEL = 20.0  # ... this much for its pictures (measured: below 1 on a quiet core)

# What a column holds whose heading was not understood.
CONTENTS_CELLS, CONTENTS_LEAST = 8, 3  # cells of it that are read, and how many must say something
CONTENTS_MIN_MM, CONTENTS_MIN_MM2 = 14.0, 2.0  # width of a column that is asked; ink of a cell that is more than specks
CONTENTS_SHARE = 0.6  # of its cells look alike: the others are dittos, dashes and misread
CONTENTS_COUNTRY = 0.6  # score of a text that is a country's name, or nearly
