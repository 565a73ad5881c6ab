"""The Account Manager: everything that is held about a person, on pages of their own.

It keeps no list of tables. What stands there, in which words, why and how long, the map of personal data and the words
of copies say; when something goes, the decision says by which the eraser goes, too. `kinds` sorts tables into groups,
`overview` counts, `items` reads, `slots` let others add what can be done about an item.
"""
