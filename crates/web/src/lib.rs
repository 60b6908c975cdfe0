//! The web app: pages for each person, rendered by the server.
