"""Community workers' posts and grades: rules about posts, computed and explained. Nobody is ranked or compared."""
