-- Small facts about the installation itself, e.g. the day its sample contracts are dated for.
CREATE TABLE notes (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
