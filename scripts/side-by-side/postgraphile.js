// PostGraphile as its documentation sets it up for production, on the database in DATABASE_URL.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const port = Number(process.env.PORT);
const server = createServer();
await postgraphile({
  extends: [PostGraphileAmberPreset],
  // It hides orderings without an index on just this column; Leadline's indexes have two, so it would show none.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, poolConfig: { max: 10 } })],
  grafserv: { graphiql: false, watch: false },
})
  .createServ(grafserv)
  .addTo(server);
server.listen(port, "127.0.0.1", () => console.log("ready"));
