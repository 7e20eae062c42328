-- A script for wrk: reports of outcomes from a file, one body a line, made into requests before the clock runs. Each
-- thread has its own lines; when they are used up the last one is sent again, which adds nothing.
local threads = {}
local requests = {}
local at = 0

function setup(thread)
  thread:set("first", #threads)
  table.insert(threads, thread)
end

function init(args)
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  wrk.headers["Content-Type"] = "application/json"
  local count = tonumber(os.getenv("BENCH_THREADS"))
  local line = 0
  for body in io.lines(os.getenv("BENCH_BODIES")) do
    if line % count == first then
      requests[#requests + 1] = wrk.format("POST", nil, nil, body)
    end
    line = line + 1
  end
  sent = 0
end

function request()
  at = math.min(at + 1, #requests)
  sent = at
  return requests[at]
end

function done(summary, latency, perThread)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
  for _, thread in ipairs(threads) do
    io.write(" sent " .. thread:get("sent"))
  end
  io.write("\n")
end
