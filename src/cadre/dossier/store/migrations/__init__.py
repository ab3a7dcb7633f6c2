"""How the tables of a store came to be: each revision makes the next form of the last one."""
