-- Signing in to the page. Argon2id as libsodium writes it; never the password.
ALTER TABLE user ADD COLUMN password_hash TEXT CHECK (password_hash <> '');
ALTER TABLE user ADD COLUMN password_at TEXT;
