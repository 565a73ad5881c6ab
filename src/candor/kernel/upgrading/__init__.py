"""From one version to the next, or back to the one before: never anything between that serves (ADR 0041).

`journal` says how far an upgrade is and keeps everybody out meanwhile, `house` knows which processes are in, `copies`
puts the database aside and back, `page` answers visitors. What is done in which order stands in `config.upgrading`.
"""
