"""How examples are split over clients."""
