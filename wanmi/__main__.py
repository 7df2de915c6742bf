from wanmi.cli import main

main(prog_name="wanmi")
