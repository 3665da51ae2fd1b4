"""Our own actors in the fediverse, without database or network: signatures, documents, and what an incoming activity asks."""
