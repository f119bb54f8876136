# Sourced: server_start and server_stop. A Leadline of its own on a free port, with the demo's data in a folder that
# goes with it. Sets LEADLINE_URL, LEADLINE_AGENT_TOKEN, LEADLINE_AGENT_EMAIL and LEADLINE_PASSWORD; LEADLINE_BIN names a binary
# to test instead of the one of this tree. People may sign in through the OpenID provider at OIDC_ISSUER, which a suite starts.

conformance=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

need() { command -v "$1" >/dev/null || { echo "this needs $1: $2" >&2; exit 1; }; }

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

server_start() {
  server=""
  server_folder=$(mktemp -d)
  local binary=${LEADLINE_BIN:-} name listen
  if [ -z "$binary" ]; then
    (cd "$conformance/../.." && cargo build --quiet --locked --bin leadline)
    binary=${CARGO_TARGET_DIR:-$conformance/../../target}/debug/leadline
  fi
  # Nothing of the caller's own settings.
  for name in ${!LEADLINE_*}; do unset "$name"; done
  listen=127.0.0.1:$(free_port)
  export OIDC_ISSUER=http://127.0.0.1:$(free_port) OIDC_SECRET=conformance-$RANDOM$RANDOM$RANDOM
  export OIDC_RETURN_URL=http://app.localhost/signed-in
  export LEADLINE_AUTH__OIDC__ISSUER=$OIDC_ISSUER LEADLINE_AUTH__OIDC__CLIENT_SECRET=$OIDC_SECRET
  export LEADLINE_AUTH__OIDC__RETURN_URLS="[\"$OIDC_RETURN_URL\"]"
  export LEADLINE_HTTP__LISTEN=$listen LEADLINE_LOG__FILTER=warn
  # Suites send thousands of bad requests from one address.
  export LEADLINE_HTTP__RATE_LIMITS__ENABLED=false
  export LEADLINE_DATABASE__URL=sqlite://$server_folder/leadline.db LEADLINE_MAIL__URL=file:$server_folder/outbox

  (cd "$server_folder" && "$binary" seed --demo) >"$server_folder/seed.log" 2>&1 ||
    { cat "$server_folder/seed.log" >&2; exit 1; }
  local agent=jonas@demo.example token
  token=$(cd "$server_folder" && "$binary" token --email "$agent" 2>/dev/null)
  (cd "$server_folder" && exec "$binary" serve) >"$server_folder/server.log" 2>&1 &
  server=$!
  until curl -fsS "http://$listen/readyz" >/dev/null 2>&1; do
    kill -0 "$server" 2>/dev/null || { cat "$server_folder/server.log" >&2; exit 1; }
    sleep 0.1
  done

  # Clients know what clients know.
  for name in ${!LEADLINE_*}; do unset "$name"; done
  export LEADLINE_URL=http://$listen/graphql LEADLINE_AGENT_TOKEN=$token LEADLINE_AGENT_EMAIL=$agent
  export LEADLINE_PASSWORD=leadline-demo
}

# Whether the server lives, and had nothing to complain about.
server_is_well() {
  kill -0 "$server" 2>/dev/null || { echo "the server has ended" >&2; tail -5 "$server_folder/server.log" >&2; return 1; }
  if grep -E 'ERROR|panicked' "$server_folder/server.log" >&2; then
    echo "the server logged errors" >&2
    return 1
  fi
}

server_stop() {
  if [ -n "${server:-}" ]; then kill -TERM "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; fi
  rm -rf "${server_folder:-}"
}
