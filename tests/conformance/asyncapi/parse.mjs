// Reads an AsyncAPI document with AsyncAPI's own parser and prints what it found wrong, and what it understood.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(await readFile(process.argv[2], "utf8"));
const found = diagnostics.map(({ code, message, path, severity }) => ({ code, message, path: path.join("/"), severity }));
const messages = document ? document.allMessages().all().map((message) => message.name()) : [];
const channels = document ? document.allChannels().all().map((channel) => channel.address()) : [];
console.log(JSON.stringify({ version: document?.version(), messages, channels, diagnostics: found }));
