// Node's HTTP server as a second opinion on where messages begin and end (differential_test.cpp).
// Says its port, then one line for each connection that ended: the messages it saw on it.
import http from "node:http";

const hex = (text) => Buffer.from(text, "latin1").toString("hex");
const known = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** As ours hands it to its handlers: HEAD is a GET, an absolute target only its path. */
function described(request, body) {
  const named = request.method === "HEAD" ? "GET" : request.method;
  const method = known.includes(named) ? named : "other";
  const path = request.url.replace(/^https?:\/\/[^/?]*/i, "");
  const target = request.url === path || path.startsWith("/") ? path : `/${path}`;
  const headers = request.rawHeaders.map((word, i) => (i % 2 ? `${word}\n` : `${word.toLowerCase()}:`));
  return [method, hex(target), body.toString("hex"), hex(headers.join(""))].join(" ");
}

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    request.socket.seen.push(described(request, Buffer.concat(pieces)));
    response.end();
  });
});
server.on("connection", (socket) => {
  socket.seen = [];
  socket.on("close", () => process.stdout.write(`${socket.seen.join("|")}\n`));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on("close", () => process.exit());
process.stdin.resume();
