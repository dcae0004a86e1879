// Replaced as the stage is built.
