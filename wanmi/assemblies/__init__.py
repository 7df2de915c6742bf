"""Residents', villagers' and representatives' meetings: who may call them, when they are valid, what they decide."""
