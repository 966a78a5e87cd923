"""Faults on purpose: what was acknowledged must survive them.

Phones save answers and send attempts while servers are killed, replies are cut and the power goes.
Afterwards every acknowledged answer is looked for. The same run must notice planted mutants:
versions of the app with one safety taken out.
"""
