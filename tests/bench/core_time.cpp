#include "core_time.hpp"

#include <sched.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace gotrue::bench {

CorePair choose_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) < 2) return {};
  CorePair pair;
  for (int core = 0; !pair.generator; ++core) {
    if (CPU_ISSET(core, &allowed)) (pair.server ? pair.generator : pair.server) = core;
  }
  return pair;
}

void pin_to_core(std::optional<int> core) {
  if (!core) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(*core, &set);
  sched_setaffinity(0, sizeof set, &set);
}

// proc_stat(5): "cpu0 user nice system idle iowait irq softirq steal ...", in clock ticks.
std::chrono::nanoseconds busy_time(std::optional<int> core) {
  if (!core) return {};
  const std::string wanted = "cpu" + std::to_string(*core);
  std::ifstream file("/proc/stat");
  std::string name;
  std::string rest;
  while (file >> name && name != wanted) std::getline(file, rest);
  long user = 0, nice = 0, system = 0, idle = 0, wait = 0, interrupt = 0, soft_interrupt = 0, steal = 0;
  file >> user >> nice >> system >> idle >> wait >> interrupt >> soft_interrupt >> steal;
  const long ticks = user + nice + system + interrupt + soft_interrupt + steal;
  return std::chrono::nanoseconds(std::chrono::seconds(1)) * ticks / sysconf(_SC_CLK_TCK);
}

}  // namespace gotrue::bench
