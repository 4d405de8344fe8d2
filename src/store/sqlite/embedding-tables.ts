// The vectors of pieces of documents. They go with their pieces.
export const embeddingTables = `
  CREATE TABLE context_embeddings (
    space INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (space, chunk, model)
  ) STRICT;
  `
