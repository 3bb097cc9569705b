"""Goals, and what is credited to the invitations that led there."""
