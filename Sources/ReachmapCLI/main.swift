print("reachmap")
