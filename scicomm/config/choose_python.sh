#!/bin/sh
# Prints the Python to make .venv with, or nothing: choose_python.sh .venv/bin/python
#
# What .venv was made with stays. Else it is the first that is new enough, has pip with it, and was built with optimisation as
# distributions build theirs (so built it does everything in nine tenths of the time); else the first that is new enough.

rank='
import importlib.util, sys, sysconfig, venv
optimised = sys.base_prefix == "/usr" or "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
best = optimised and importlib.util.find_spec("ensurepip") is not None
print((2 if best else 1) if sys.version_info >= (3, 11) else 0)
'
rank() { "$1" -I -c "$rank" 2>/dev/null; }

case $(rank "$1") in
    1 | 2) echo "$1"; exit ;;
esac
plain=
for python in python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.14; do
    case $(rank "$python") in
        2) echo "$python"; exit ;;
        1) plain=${plain:-$python} ;;
    esac
done
echo "$plain"
