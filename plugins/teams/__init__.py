"""Project teams: people of several companies work on one deal, with roles, and tasks that open the next stage."""
