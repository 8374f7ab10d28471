-- Added by version 5: what stood at an address before is asked for with every report that was got.

CREATE INDEX codings_by_url ON codings (url) WHERE url IS NOT NULL;
