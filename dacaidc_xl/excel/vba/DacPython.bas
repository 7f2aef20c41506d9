Attribute VB_Name = "DacPython"
Option Explicit

' Asks whether the Python that xlwings is going to start answers and has what it needs.

Private Const NO_PACKAGE As Long = 71
Private Const NO_XLWINGS As Long = 72

Public Sub CheckConnection()
    Dim problem As String
    problem = PythonProblem()
    If problem = "" Then
        MsgBox "Python answers: " & PythonCommand(), vbInformation, "DAC"
    Else
        MsgBox problem, vbExclamation, "DAC: Python does not answer"
    End If
End Sub

Public Sub KeepStrayModulesOut()
    ' A Python that Excel starts looks for modules where they are installed, not in the folder
    ' that Excel happens to work in.
    Static done As Boolean
    If done Then Exit Sub
    #If Not Mac Then
        WScript.Environment("Process").Item("PYTHONSAFEPATH") = "1"
    #End If
    done = True
End Sub

Public Function PythonProblem() As String
    ' Empty where Python answers; otherwise what is missing and what to do about it.
    #If Mac Then
        ' No trial is possible from within the sandbox: xlwings itself says what is missing.
        PythonProblem = ""
    #Else
        Dim answer As Long
        On Error GoTo failed
        KeepStrayModulesOut
        answer = WScript.Run("cmd.exe /C """ & CondaActivation() & PythonCommand() & _
            " -c ""import sys, importlib.util as u; sys.exit(" & NO_PACKAGE & _
            " if u.find_spec('dacaidc_xl') is None else " & NO_XLWINGS & _
            " if u.find_spec('xlwings') is None else 0)""""", 0, True)
        Select Case answer
            Case 0
                PythonProblem = ""
            Case NO_PACKAGE
                PythonProblem = "Python was found (" & PythonCommand() & "), but it has no " & _
                    "dacaidc_xl." & vbCrLf & vbCrLf & PythonRemedy()
            Case NO_XLWINGS
                PythonProblem = "Python was found (" & PythonCommand() & "), but it has no " & _
                    "xlwings." & vbCrLf & vbCrLf & PythonRemedy()
            Case Else
                PythonProblem = "No Python was found (" & PythonCommand() & ")." & vbCrLf & _
                    vbCrLf & PythonRemedy()
        End Select
        Exit Function
failed:
        PythonProblem = "Python could not be started (" & Err.Description & ")." & vbCrLf & _
            vbCrLf & PythonRemedy()
    #End If
End Function

Public Function PythonRemedy() As String
    PythonRemedy = "In a command window:" & vbCrLf & _
        "   1. python --version   (3.11 or newer, from python.org, not from a store)" & vbCrLf & _
        "   2. pip install ""dacaidc_xl[excel]""" & vbCrLf & _
        "   3. dacaidc-xl excel install   (tells Excel which Python to use)" & vbCrLf & _
        "   4. dacaidc-xl excel doctor   (says what is still missing)" & vbCrLf & vbCrLf & _
        "Until then the workbook keeps the values that it holds."
End Function

Private Function PythonCommand() As String
    ' The interpreter of the xlwings settings, as xlwings looks it up.
    Dim interpreter As String
    interpreter = GetConfig("INTERPRETER_WIN", "")
    If interpreter = "" Then interpreter = GetConfig("INTERPRETER", "python")
    If interpreter = "pythonw" Then interpreter = "python"
    If interpreter <> "python" Then interpreter = """" & interpreter & """"
    PythonCommand = interpreter
End Function

Private Function CondaActivation() As String
    Dim folder As String, environment As String
    folder = GetConfig("CONDA PATH")
    environment = GetConfig("CONDA ENV")
    If folder <> "" And environment <> "" Then
        CondaActivation = """" & folder & "\condabin\conda"" activate " & environment & " && "
    End If
End Function
