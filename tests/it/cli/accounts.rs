//! What an operator does for a user who is locked out.

use crate::support::{Leadline, TestDatabase};

#[tokio::test]
async fn an_operator_gives_another_password_and_takes_a_second_factor_away() {
    let database = TestDatabase::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let leadline = Leadline::new(&database.config.url, folder.path());
    leadline.ok(&["user", "create", "--email", "ann@acme.example", "--name", "Ann", "--role", "admin"]);
    let told = leadline.ok(&["user", "set-password", "--email", "ANN@acme.example"]);
    assert!(
        told.contains("Ann <ann@acme.example> has another password, and is signed out everywhere"),
        "{told}"
    );
    assert!(told.contains("password: "), "{told}");
    let weak =
        leadline.run(&["user", "set-password", "--email", "ann@acme.example", "--password", "password1234"]);
    let errors = String::from_utf8_lossy(&weak.stderr);
    assert!(!weak.status.success() && errors.contains("among the first that anybody tries"), "{errors}");
    let none = leadline.run(&["user", "disable-two-factor", "--email", "ann@acme.example"]);
    let errors = String::from_utf8_lossy(&none.stderr);
    assert!(!none.status.success() && errors.contains("this user has no second factor"), "{errors}");
}
