-- Counts a try in each counter, in order, up to the first that refuses it (GCRA).
--
-- A counter is the time at which it has forgotten all tries, in microseconds by the clock of Redis; each try moves it on by an interval.
-- KEYS: the counters. ARGV, for each: its interval in microseconds, how many tries fit, and 1 where it refuses those that do not.
-- Returns, for each, in how many microseconds it has forgotten all; where the last one refuses, less than 0: how long until it has room.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer = {}
for i, key in ipairs(KEYS) do
  local interval, burst, refuses = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), ARGV[3 * i] == '1'
  local full = now + interval * burst
  -- It is never beyond full, unless the clock was set back.
  local before = math.min(math.max(tonumber(redis.call('GET', key) or now), now), full)
  local after = before + interval
  local refused = refuses and after > full
  local kept = refused and before or math.min(after, full)
  -- Written out: Lua would give so large a number an exponent.
  redis.call('SET', key, string.format('%.0f', kept), 'PX', math.ceil((kept - now) / 1000))
  if refused then
    answer[i] = full - after
    return answer
  end
  answer[i] = kept - now
end
return answer
