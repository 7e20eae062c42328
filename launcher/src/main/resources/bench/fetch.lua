-- A script for wrk: requests for ever other subjects, made before the clock runs, and figures in one line.
local subjects = 20000
local threads = 0
local requests = {}
local at = 0

function setup(thread)
  thread:set("first", threads * subjects)
  threads = threads + 1
end

function init(args)
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  local known = os.getenv("BENCH_KNOWN")
  local tags = known ~= "" and io.lines(known) or function() end
  for _ = 1, first do
    tags()
  end
  for i = 1, subjects do
    wrk.headers["If-None-Match"] = tags()
    requests[i] = wrk.format("GET", wrk.path .. "&subject=conversation-" .. (first + i))
  end
end

function request()
  at = at % subjects + 1
  return requests[at]
end

function done(summary, latency, perThread)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
