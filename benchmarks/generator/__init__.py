"""Invented petition sheets: drawn, filled by invented people, damaged as scanners and phones do, each with its truth.

`python -m benchmarks.generator OUT --count N --seed S` writes pictures and `truth.jsonl`. In reading order:

    people.py, numbers.py, countries.py   who signs, and how people write what a sheet asks for
    wordings.py, layouts.py               sheets that are nobody's template of ours
    paint.py, surroundings.py             the same printed on blank paper
    own.py                                sheets of our own forms
    fonts.py, hands.py, pens.py           handwriting on paper
    signatures.py, strokes.py             signatures; strikes, dittos, ticks, dashes
    entries.py, fill.py                   what stands in each row, and the sheet written full of it
    warps.py, taken.py                    where things go on the way into a picture; the truth goes the same way
    scanner.py, camera.py, tables.py, fingers.py   flatbeds, fax machines, copiers; telephones and what they see besides
    damage.py, sample.py                  one seed becomes one sheet
    sheet.py, files.py                    its truth; sheets become files
"""
