//! The server that is measured: a process of its own, and its figures.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::{Context as _, anyhow, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// `leadline serve`, and an administrator's token for it.
pub struct Server {
    process: Child,
    pub address: String,
    pub token: String,
    client: reqwest::Client,
    _folder: TempDir,
}

impl Server {
    /// Starts it on an empty database.
    pub async fn start(binary: &Path, database: Option<&str>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let sqlite = format!("sqlite://{}", folder.path().join("fanout.db").display());
        let leadline = |arguments: &[&str]| {
            let mut command = Command::new(binary);
            command
                .args(arguments)
                .env("LEADLINE_DATABASE__URL", database.unwrap_or(&sqlite))
                .env("LEADLINE_MAIL__URL", format!("file:{}", folder.path().join("outbox").display()))
                .env("LEADLINE_HTTP__LISTEN", "127.0.0.1:0")
                .env("LEADLINE_LOG__FILTER", "error")
                // All sockets are of one user, and from one address.
                .env("LEADLINE_HTTP__RATE_LIMITS__ENABLED", "false")
                .env("LEADLINE_HTTP__MAX_CONNECTIONS_PER_ADDRESS", "0")
                .current_dir(folder.path())
                .kill_on_drop(true);
            command
        };
        run(leadline(&["migrate"])).await?;
        let who = ["--email", "ada@acme.example"];
        run(leadline(&["user", "create", who[0], who[1], "--name", "Ada Admin", "--role", "admin"])).await?;
        let token = run(leadline(&["token", who[0], who[1]])).await?.trim().to_owned();
        let mut process = leadline(&["serve"]).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(process.stdout.take().context("no output")?).lines();
        let address = loop {
            let line = lines.next_line().await?.context("the server ended")?;
            if let Some((_, address)) = line.split_once(" listens on http://") {
                break address.to_owned();
            }
        };
        // A pipe that nobody reads would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { process, address, token, client: reqwest::Client::new(), _folder: folder })
    }

    /// Adds a lead, and gives its id.
    pub async fn create_lead(&self, name: &str) -> anyhow::Result<String> {
        let query = "mutation ($input: CreateLeadInput!) { createLead(input: $input) { lead { id } userErrors { message } } }";
        let email = format!("{}@example.org", name.to_lowercase());
        let data = self.ask(query, json!({ "input": { "lastName": name, "email": email } })).await?;
        let id = data["createLead"]["lead"]["id"].as_str();
        Ok(id.with_context(|| format!("no lead: {data}"))?.to_owned())
    }

    /// Changes a lead.
    pub async fn rename(&self, lead: &str, name: &str) -> anyhow::Result<()> {
        let query =
            "mutation ($input: UpdateLeadInput!) { updateLead(input: $input) { userErrors { message } } }";
        let data = self.ask(query, json!({ "input": { "id": lead, "firstName": name } })).await?;
        match data["updateLead"]["userErrors"].as_array() {
            Some(errors) if errors.is_empty() => Ok(()),
            _ => bail!("the lead was not changed: {data}"),
        }
    }

    async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let request = self.client.post(format!("http://{}/graphql", self.address)).bearer_auth(&self.token);
        let body = json!({ "query": query, "variables": variables });
        let answer: Value = request.json(&body).send().await?.json().await?;
        if answer.get("errors").is_some() {
            bail!("{answer}");
        }
        Ok(answer["data"].clone())
    }

    /// SQL statements so far.
    pub async fn statements(&self) -> anyhow::Result<f64> {
        self.metric("leadline_sql_statements_total{").await
    }

    /// Running subscriptions.
    pub async fn streams(&self) -> anyhow::Result<f64> {
        self.metric("leadline_graphql_streams{").await
    }

    async fn metric(&self, start: &str) -> anyhow::Result<f64> {
        let page = self.client.get(format!("http://{}/metrics", self.address)).send().await?.text().await?;
        let counts = page.lines().filter(|line| line.starts_with(start));
        Ok(counts.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum())
    }

    /// Resident memory in kilobytes.
    pub fn resident(&self) -> anyhow::Result<usize> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// Processor time so far.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = self.proc("stat")?;
        let (_, fields) = stat.rsplit_once(") ").context("no name")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let ticks = |index: usize| fields.get(index).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        // User and system time, in hundredths of a second on every Linux.
        Ok(Duration::from_millis((ticks(11) + ticks(12)) * 10))
    }

    fn proc(&self, file: &str) -> anyhow::Result<String> {
        let id = self.process.id().ok_or_else(|| anyhow!("the server has ended"))?;
        std::fs::read_to_string(format!("/proc/{id}/{file}")).context("figures of processes need Linux")
    }

    /// Ends it.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.process.kill().await.context("the server does not stop")
    }
}

async fn run(mut command: Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::inherit()).output().await?;
    if !output.status.success() {
        bail!("leadline failed: {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}
