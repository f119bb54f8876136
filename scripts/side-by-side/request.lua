-- One request again and again: QUERY, and TOKEN where there is one.
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["accept"] = "application/graphql-response+json, application/json"
if os.getenv("TOKEN") then wrk.headers["authorization"] = "Bearer " .. os.getenv("TOKEN") end
wrk.body = '{"query":"' .. os.getenv("QUERY") .. '"}'

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %.1f %.3f %.3f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, bad))
end
