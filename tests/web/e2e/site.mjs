// The real server on a free port of this computer, with a home of made-up people and drawn photos.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const kPatience_ms = 180000;  // the demonstration's photos are really checked

// {url, home: folder, users: {teacher, senior, admin}, stop()}. Each user is {name, password, roles}.
export async function startSite(binary) {
  const folder = mkdtempSync(join(tmpdir(), "photogate-page-"));
  const child = spawn(binary, ["serve", "--demo", "--port", "0", "--home", join(folder, "home"), "--json"],
    // Drawn people only, whatever photos lie about on this computer.
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PHOTOGATE_SHARED: "" } });
  let complaints = "";
  child.stderr.on("data", (text) => { complaints = (complaints + text).slice(-4000); });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const line = await Promise.race([
    new Promise((resolve) => createInterface({ input: child.stdout }).on("line", (text) => {
      const message = JSON.parse(text);
      if (message.message_type === "serve") resolve(message);
    })),
    ended.then((code) => { throw new Error(`photogate serve ended with ${code}: ${complaints}`); }),
    new Promise((_, reject) => setTimeout(() => reject(new Error(`photogate serve did not start: ${complaints}`)), kPatience_ms).unref()),
  ]);
  const url = line.url;
  const users = await Promise.all(line.demo_users.map((user) => withRoles(url, user)));
  const having = (role, others = []) => users.find((user) => user.roles.includes(role) && !others.some((other) => user.roles.includes(other)));
  return {
    url, home: join(folder, "home"),
    users: { teacher: having("teacher", ["senior-leader"]), senior: having("senior-leader"), admin: having("administrator"), lead: having("safeguarding-lead"), office: having("office") },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function withRoles(url, { name, password }) {
  const answer = await fetch(`${url}api/v1/session`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name, password }) });
  const session = await answer.json();
  if (!session.signed_in) throw new Error(`the demonstration's user cannot sign in: ${JSON.stringify(session)}`);
  return { name, password, roles: session.user.roles };
}
