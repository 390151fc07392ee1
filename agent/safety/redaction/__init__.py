"""Redaction: what a caller says, without the numbers and addresses that must not be kept. Pure.

A recogniser writes a card number as figures, in groups, as words of two languages, with sounds of thinking between,
over several turns. So the words become numbers first (`tokens`, `numbers`), what is plainly a date, a price or a count
is set aside (`harmless`), the rest are rows of digits with what they were called (`labels`, `segments`), and rows
that belong together are judged by check digits and by what was asked (`chains`, `checks`).
"""
