#include <string>
#include <vector>

#include "app/cli.h"
#include "app/interrupt.h"

int main(int argc, char** argv) {
  hyb::app::announce_interrupts();
  return hyb::app::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
