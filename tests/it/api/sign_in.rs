//! Nothing answers without a sign-in, and a sign-in ends.

use serde_json::{Value, json};

use crate::story;

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) {
    accessToken expiresAt userErrors { code message } } }";

story! {
    async fn who_signs_in_gets_a_token_that_works_until_it_expires(app) {
        let input = json!({ "input": { "email": "AGENT@leadline.example", "password": "correct horse battery" } });
        let token = app.gql(None, SIGN_IN, input).await["data"]["signIn"]["accessToken"].as_str()
            .expect("a token").to_owned();
        let me = app.gql(Some(&token), "{ viewer { email role } }", Value::Null).await;
        assert_eq!(me["data"]["viewer"], json!({ "email": "agent@leadline.example", "role": "AGENT" }));
        app.advance_hours(25);
        let ended = app.gql(Some(&token), "{ viewer { email } }", Value::Null).await;
        assert_eq!(ended["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}

story! {
    async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(app) {
        let mut answers = Vec::new();
        for (email, password) in [("agent@leadline.example", "wrong horse battery"), ("nobody@x.example", "whatever it is")] {
            let input = json!({ "input": { "email": email, "password": password } });
            answers.push(app.gql(None, SIGN_IN, input).await);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0]["data"]["signIn"]["userErrors"][0]["code"], "WRONG_CREDENTIALS");
    }
}

story! {
    async fn without_a_token_no_root_field_but_sign_in_answers(app) {
        for query in ["{ leads { totalCount } }", "{ viewer { id } }", "{ leadStatuses { status } }",
                      "mutation { runStaleSweep(input: {}) { report { warned } } }"] {
            let refused = app.gql(None, query, Value::Null).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{query}: {refused}");
        }
        let forged = app.gql(Some("lla_0000"), "{ viewer { id } }", Value::Null).await;
        assert_eq!(forged["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}
