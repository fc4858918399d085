import fs from "node:fs";
export async function startSite() { const line=JSON.parse(fs.readFileSync("/tmp/h7mock/serve.out","utf8").split("\n")[0]); const u=(s)=>line.demo_users.find(x=>x.name.startsWith(s));
 return {url:line.url, users:{teacher:u("Tess"),senior:u("Sam"),admin:u("Ada"),lead:u("Sara"),office:u("Olu")}, async stop(){}}; }
