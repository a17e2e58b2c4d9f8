-- Bob signs out in one browser.
delete from sessions where id_hash = sha256('session of bob');
